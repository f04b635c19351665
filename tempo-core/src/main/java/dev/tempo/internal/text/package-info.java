/**
 * What several packages need to know of texts: parsers of JSON and TOML, credentials in URLs.
 * Exported to the server alone.
 */
package dev.tempo.internal.text;
