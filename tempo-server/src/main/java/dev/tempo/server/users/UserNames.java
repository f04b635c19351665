package dev.tempo.server.users;

import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Names of accounts by their ids, kept in memory since every list shows them. Thread-safe. */
public final class UserNames implements NodeCache {
  private final ConcurrentMap<UUID, String> names = new ConcurrentHashMap<>();
  private final UserStore users;

  /** The names of the accounts in a store. */
  public UserNames(UserStore users) {
    this.users = users;
  }

  /** An account's name, also of one that was deleted; its id if there never was one. */
  public String of(UUID userId) {
    String known = names.get(userId);
    return known != null ? known : names.computeIfAbsent(userId, this::read);
  }

  private String read(UUID userId) {
    return users
        .find(userId)
        .map(User::username)
        .or(() -> users.formerName(userId))
        .orElseGet(userId::toString);
  }

  @Override
  public void invalidate(DataChange change) {
    switch (change) {
      case DataChange.Everything all -> names.clear();
      case DataChange.UsersChanged users -> users.userIds().forEach(names::remove);
      default -> {} // says nothing about accounts
    }
  }

  /** Must be told when a name may have changed. */
  public void forget(UUID userId) {
    names.remove(userId);
  }

  /** The account of a name; empty if there is none. */
  public Optional<UUID> find(String name) {
    return users.findLogin(name).map(login -> login.user().id());
  }

  /**
   * The account that a request means; empty if there is none.
   *
   * @param name of an account, or {@code me}
   * @param caller whose account {@code me} is
   */
  public Optional<UUID> find(String name, UUID caller) {
    return name.equals("me") ? Optional.of(caller) : find(name);
  }

  /**
   * The name of whoever started a run.
   *
   * @param startedBy the id of an account, or what a program said
   */
  public String ofStarter(String startedBy) {
    try {
      return of(UUID.fromString(startedBy));
    } catch (IllegalArgumentException e) {
      return startedBy;
    }
  }
}
