/**
 * Carries jobs from one server to another: {@link dev.tempo.server.importexport.Exporter} packs,
 * {@link dev.tempo.server.importexport.Importer} unpacks.
 */
package dev.tempo.server.importexport;
