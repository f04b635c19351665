/** One runnable {@code …Main} per feature of the library; each is run by a test. */
package dev.tempo.examples;
