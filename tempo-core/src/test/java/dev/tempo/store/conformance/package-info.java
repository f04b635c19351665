/**
 * What every store must do. Extend the abstract classes here with a store of your own to check it,
 * first of all {@link dev.tempo.store.conformance.JobStoreConformance} and {@link
 * dev.tempo.store.conformance.RunStoreConformance}.
 */
package dev.tempo.store.conformance;
