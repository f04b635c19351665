/**
 * What makes an engine one of several on a store: who leads, which nodes live, where runs go, what
 * nodes tell each other. Knows no engine and no SQL.
 */
package dev.tempo.engine.cluster;
