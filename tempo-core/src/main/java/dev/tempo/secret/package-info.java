/**
 * Secret values: {@link dev.tempo.secret.SecretCipher} encrypts them for storage, {@link
 * dev.tempo.secret.SecretMasker} hides them in what is shown.
 */
@NullMarked
package dev.tempo.secret;

import org.jspecify.annotations.NullMarked;
