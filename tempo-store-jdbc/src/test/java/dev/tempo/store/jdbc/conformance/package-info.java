/** What every database does, as tests; published for whoever adds a database. */
package dev.tempo.store.jdbc.conformance;
