/**
 * Who somebody is: the first account ({@link
 * dev.tempo.server.security.authentication.SetupService}), log-in, sessions and their tokens
 * ({@link dev.tempo.server.security.authentication.AuthService}).
 */
package dev.tempo.server.security.authentication;
