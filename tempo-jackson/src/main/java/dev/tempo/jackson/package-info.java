/**
 * Payloads and results of handlers in JSON; {@link dev.tempo.jackson.JacksonPayloadCodec} is all
 * there is.
 */
@NullMarked
package dev.tempo.jackson;

import org.jspecify.annotations.NullMarked;
