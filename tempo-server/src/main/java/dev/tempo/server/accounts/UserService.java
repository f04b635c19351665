package dev.tempo.server.accounts;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Ids;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.socket.WebSocketSessions;
import dev.tempo.server.security.authentication.PasswordHasher;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.users.AccountStore;
import dev.tempo.server.users.AccountStore.Changed;
import dev.tempo.server.users.User;
import dev.tempo.server.users.User.Account;
import dev.tempo.server.users.User.Preferences;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.users.UserRules;
import dev.tempo.server.users.UserStore;
import dev.tempo.time.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Makes, changes and deletes accounts. What an account may do is looked up at each request, so a
 * change holds from the next one on; WebSockets, which make no requests, are closed. Thread-safe.
 */
public final class UserService {
  private final UserStore users;
  private final AccountStore accounts;
  private final UserNames names;
  private final PasswordHasher passwords;
  private final TimeSource time;
  private final UserRemovalListener departure;
  private final Supplier<List<String>> languages;

  /**
   * Over stored accounts.
   *
   * @param languages the codes of those that an account may choose from; looked up each time
   */
  public UserService(
      UserStores stored,
      PasswordHasher passwords,
      TimeSource time,
      UserRemovalListener departure,
      Supplier<List<String>> languages) {
    this.users = stored.users();
    this.accounts = stored.changes();
    this.names = stored.names();
    this.passwords = passwords;
    this.time = time;
    this.departure = departure;
    this.languages = languages;
  }

  /**
   * Where accounts are kept.
   *
   * @param users reads them
   * @param changes changes them
   * @param names remembers their names
   */
  public record UserStores(UserStore users, AccountStore changes, UserNames names) {}

  /**
   * What must be done when rights end.
   *
   * @param sockets closes what is open
   * @param disown takes the jobs from an account that is gone
   */
  public record UserRemovalListener(WebSocketSessions sockets, Consumer<UUID> disown) {
    private void close(UUID userId) {
      sockets.end(caller -> caller.userId().equals(userId));
    }
  }

  List<User> page(Optional<String> after, int limit) {
    return users.page(after, limit);
  }

  /** Reads what somebody likes to see, over what holds so far. */
  Preferences preferences(JsonInput body, Preferences current) {
    return UserRules.preferences(body, current, languages.get());
  }

  int count() {
    return users.count();
  }

  User find(UUID id) {
    return users.find(id).orElseThrow(() -> gone(id));
  }

  User create(Account account, Preferences preferences, String password) {
    User user = new User(Ids.next(), account, preferences, time.nowMillis(), Optional.empty());
    if (!users.insert(user, passwords.hash(password))) {
      throw taken(account.username());
    }
    return user;
  }

  /**
   * Changes an account.
   *
   * @param change as {@link AccountStore#change} wants it
   * @param password a new one; empty to keep the old one
   */
  User change(UUID id, UnaryOperator<User> change, Optional<String> password) {
    Changed changed = accounts.change(id, change, password.map(passwords::hash));
    check(changed, id);
    User before = changed.before().orElseThrow();
    User after = changed.after().orElseThrow();
    names.forget(id);
    boolean rightsChanged =
        before.account().role() != after.account().role() || !after.account().active();
    if (rightsChanged || password.isPresent()) {
      departure.close(id);
    }
    return after;
  }

  /** Deletes an account. Its jobs stay, and are nobody's; its runs stay, and show its name. */
  User delete(UUID id) {
    Changed changed = accounts.delete(id, time.nowMillis());
    check(changed, id);
    departure.close(id);
    departure.disown().accept(id);
    return changed.before().orElseThrow();
  }

  /** Closes what other sessions of the caller's have open. */
  void closeOtherSockets(Caller caller) {
    departure
        .sockets()
        .end(
            other ->
                other.userId().equals(caller.userId())
                    && other.key().isEmpty()
                    && !other.sessionId().equals(caller.sessionId()));
  }

  private static void check(Changed result, UUID id) {
    switch (result.outcome()) {
      case DONE -> {}
      case GONE -> throw gone(id);
      case NAME_TAKEN -> throw ApiException.conflict(message("api.user.otherHasName"));
      case LAST_ADMIN -> throw ApiException.conflict(message("api.user.lastAdmin"));
    }
  }

  private static ApiException taken(String username) {
    return ApiException.conflict(message("api.user.nameTaken", "name", username));
  }

  private static ApiException gone(UUID id) {
    return ApiException.notFound("user", id.toString());
  }
}
