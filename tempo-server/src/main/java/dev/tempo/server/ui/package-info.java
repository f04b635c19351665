/**
 * The pages for people: {@link dev.tempo.server.ui.Pages} serves what lies under {@code
 * META-INF/ui}.
 */
package dev.tempo.server.ui;
