/**
 * What a job runs. Start at {@link dev.tempo.task.Task}: a Java handler by name, a Python or shell
 * script, or a command. {@link dev.tempo.task.Handler} is what Java code implements, {@link
 * dev.tempo.task.RunContext} what it is given.
 */
@NullMarked
package dev.tempo.task;

import org.jspecify.annotations.NullMarked;
