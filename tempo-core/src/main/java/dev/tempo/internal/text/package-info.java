/** Parsers of small languages that several packages need: JSON, TOML. Not exported. */
package dev.tempo.internal.text;
