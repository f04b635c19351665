/**
 * Tells people and programs how runs ended: {@link dev.tempo.server.notifications.Notifier} decides
 * and queues, {@link dev.tempo.server.notifications.NotificationSender} sends.
 */
package dev.tempo.server.notifications;
