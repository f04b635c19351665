/** What environments of Python jobs cost: the row {@code venv}. */
package dev.tempo.benchmarks.venv;
