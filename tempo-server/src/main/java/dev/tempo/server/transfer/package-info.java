/**
 * Carries jobs from one server to another: {@link dev.tempo.server.transfer.Exporter} packs, {@link
 * dev.tempo.server.transfer.Importer} unpacks.
 */
package dev.tempo.server.transfer;
