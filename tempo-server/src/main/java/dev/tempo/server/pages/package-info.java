/**
 * The pages for people: {@link dev.tempo.server.pages.Pages} serves what lies under {@code
 * META-INF/ui}.
 */
package dev.tempo.server.pages;
