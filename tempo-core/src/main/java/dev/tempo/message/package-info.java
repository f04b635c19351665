/**
 * Texts for people: {@link dev.tempo.message.Message} is a code, arguments and the English text.
 * The library speaks English; a host that speaks other languages looks the code up in its own
 * catalogue. Codes and the names of arguments do not change; English may be reworded.
 */
@NullMarked
package dev.tempo.message;

import org.jspecify.annotations.NullMarked;
