/**
 * Secret values: {@link dev.tempo.secret.SecretCipher} encrypts them for storage, {@link
 * dev.tempo.secret.SecretMasker} hides them in what is shown.
 */
package dev.tempo.secret;
