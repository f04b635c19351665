/** A real PostgreSQL for tests, which starts by itself. */
package dev.tempo.store.postgres.testing;
