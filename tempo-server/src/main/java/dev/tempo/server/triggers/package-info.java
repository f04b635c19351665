/** A job's triggers one by one, and why it did or did not run. */
package dev.tempo.server.triggers;
