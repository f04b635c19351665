/**
 * Files in directories that somebody else may write, such as the scripts of another account: {@link
 * dev.tempo.files.Trees} deletes and takes over, {@link dev.tempo.files.HeldDirectory} holds and
 * reads, {@link dev.tempo.files.TreeWalk} goes through all of one, {@link
 * dev.tempo.files.RegularFile} opens one file. None follows a link, waits for a FIFO, or is led
 * astray by names that change meanwhile.
 */
@NullMarked
package dev.tempo.files;

import org.jspecify.annotations.NullMarked;
