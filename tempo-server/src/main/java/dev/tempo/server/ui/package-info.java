/**
 * The pages for people: {@link dev.tempo.server.ui.UiRoutes} serves what lies under {@code
 * META-INF/ui}.
 */
package dev.tempo.server.ui;
