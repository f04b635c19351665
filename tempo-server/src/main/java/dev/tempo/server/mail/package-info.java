/**
 * Sends mail: {@link dev.tempo.server.mail.Mailer}, by {@link dev.tempo.server.mail.MailServer}.
 */
package dev.tempo.server.mail;
