/**
 * Accounts: {@link dev.tempo.server.users.User} and where they are kept, {@link
 * dev.tempo.server.users.UserStore} and {@link dev.tempo.server.users.AccountStore}.
 */
package dev.tempo.server.users;
