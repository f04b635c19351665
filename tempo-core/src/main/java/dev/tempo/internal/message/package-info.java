/**
 * What the library says to people, area by area: each class has the texts of one, and {@link
 * dev.tempo.internal.message.LibraryMessages} all of them. Codes and names of placeholders are
 * those of catalogues, and stay.
 */
@NullMarked
package dev.tempo.internal.message;

import org.jspecify.annotations.NullMarked;
