/**
 * Accounts: {@link dev.tempo.server.users.User} and where they are kept, {@link
 * dev.tempo.server.users.UserStore}.
 */
package dev.tempo.server.users;
