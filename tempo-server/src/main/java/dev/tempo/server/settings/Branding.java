package dev.tempo.server.settings;

import java.util.Optional;

/**
 * How this server calls itself and looks.
 *
 * @param productName its name
 * @param accentColor of buttons and links, as {@code #2563eb}; empty for Tempo's own
 * @param logoUrl the address of its logo; empty for Tempo's own
 * @param theme of who has not chosen
 * @param language of who has not chosen
 */
public record Branding(
    String productName,
    Optional<String> accentColor,
    Optional<String> logoUrl,
    String theme,
    String language) {}
