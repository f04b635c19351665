/**
 * What is wrong with an installation that does not run, and what mends it. Begin with {@code
 * Doctor}.
 */
@NullMarked
package dev.tempo.server.doctor;

import org.jspecify.annotations.NullMarked;
