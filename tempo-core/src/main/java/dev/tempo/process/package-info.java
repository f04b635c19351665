/**
 * Supervised processes. {@link dev.tempo.process.ProcessSupervisor} starts what a {@link
 * dev.tempo.process.ProcessSpec} describes; a {@link dev.tempo.process.SupervisedProcess} ends in a
 * {@link dev.tempo.process.ProcessResult}.
 */
@NullMarked
package dev.tempo.process;

import org.jspecify.annotations.NullMarked;
