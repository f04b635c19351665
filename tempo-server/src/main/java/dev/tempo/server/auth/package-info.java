/**
 * Who somebody is: the first account ({@link dev.tempo.server.auth.SetupService}), log-in, sessions
 * and their tokens ({@link dev.tempo.server.auth.AuthService}).
 */
package dev.tempo.server.auth;
