package dev.tempo.server.wiring;

import dev.tempo.server.security.authentication.PasswordHasher;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserStore;

/**
 * Who has an account.
 *
 * @param passwords compares and makes their hashes
 * @param users the accounts
 * @param names their names, in memory
 */
record AccountServices(PasswordHasher passwords, UserStore users, UserNames names) {

  static AccountServices of(ServerContext context) {
    PasswordHasher passwords =
        context.register(new PasswordHasher(context.settings().guarding().passwordCost()));
    UserStore users = new UserStore(context.store().database());
    return new AccountServices(passwords, users, context.caches().register(new UserNames(users)));
  }
}
