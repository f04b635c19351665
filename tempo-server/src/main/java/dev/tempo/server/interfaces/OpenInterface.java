package dev.tempo.server.interfaces;

import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.tunnel.PageReply;
import dev.tempo.server.tunnel.PageRequest;
import dev.tempo.server.tunnel.TunnelPage;
import dev.tempo.time.TimeSource;
import dev.tempo.webapp.WebApp;
import dev.tempo.webapp.WebAppStatus;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** One page of a script that is open for an account, as the tunnel serves it. Thread-safe. */
final class OpenInterface implements TunnelPage {
  private static final int MARK = 12;

  private final Parts parts;
  private final Leases leases;
  private final Map<String, Caller> cookies = new ConcurrentHashMap<>();
  private final Map<Caller, Boolean> holders = new ConcurrentHashMap<>();
  private final TimeSource time;
  private volatile InterfaceRow row;
  private volatile WebApp app;
  private volatile Optional<Long> overNanos = Optional.empty();

  /**
   * What it is made with.
   *
   * @param tickets let in once
   * @param store keeps who may come back after a restart
   * @param tab answers what is Tempo's
   */
  record Parts(PageTickets tickets, InterfaceStore store, TabPage tab) {}

  OpenInterface(InterfaceRow row, Parts parts, TimeSource time) {
    this.row = row;
    this.parts = parts;
    this.time = time;
    this.leases = new Leases(time);
  }

  UUID uuid() {
    return row.id();
  }

  InterfaceRow row() {
    return row;
  }

  void row(InterfaceRow row) {
    this.row = row;
  }

  void app(WebApp opened) {
    app = opened;
  }

  WebApp app() {
    return app;
  }

  WebAppStatus status() {
    return app.status();
  }

  Leases leases() {
    return leases;
  }

  /** When its script had ended; empty as long as that goes on. */
  Optional<Long> overNanos() {
    return overNanos;
  }

  /** Whether its script goes on, and nobody has asked it to end. */
  boolean isOpen() {
    return overNanos.isEmpty() && !app.isStopAsked();
  }

  void isOver() {
    overNanos = Optional.of(time.nanoTime());
  }

  /** Whoever has asked for it may see it, as long as these credentials count. */
  void hold(Caller caller) {
    holders.put(caller, true);
  }

  /** Whether nobody's credentials count any more. */
  boolean isOfNobody() {
    return holders.isEmpty();
  }

  /** Lets a cookie of an earlier process in again. */
  void admit(String hash, Caller holder) {
    hold(holder);
    cookies.put(hash, holder);
  }

  /**
   * Takes out those whose credentials have ended.
   *
   * @return true if they were the last
   */
  boolean dismiss(Predicate<Caller> whose) {
    boolean any = holders.keySet().removeIf(whose);
    List<String> ended =
        cookies.entrySet().stream()
            .filter(cookie -> whose.test(cookie.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    ended.forEach(
        hash -> {
          cookies.remove(hash);
          parts.store().deleteCookie(hash);
        });
    return any && holders.isEmpty();
  }

  @Override
  public String id() {
    return row.id().toString();
  }

  @Override
  public String cookieMark() {
    InterfaceRow.Place place = row.place();
    String level = place.lesserRole().map(role -> " " + role.label()).orElse("");
    String what = place.userId() + " " + place.jobId() + " " + place.projectId() + level;
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8))
        .toString()
        .replace("-", "")
        .substring(0, MARK);
  }

  @Override
  public Optional<InetSocketAddress> script() {
    return app.status().address();
  }

  @Override
  public Optional<String> redeem(String ticket) {
    return parts.tickets().redeem(row.id(), ticket).filter(holders::containsKey).map(this::cookie);
  }

  private String cookie(Caller holder) {
    String secret = PageTickets.secret();
    String hash = PageTickets.hash(secret);
    cookies.put(hash, holder);
    parts
        .store()
        .addCookie(row.id(), new InterfaceRow.Cookie(hash, Holder.of(holder)), time.nowMillis());
    return secret;
  }

  @Override
  public boolean admits(String cookie) {
    return cookies.containsKey(PageTickets.hash(cookie));
  }

  @Override
  public void onRequest() {
    leases.onRequest();
  }

  @Override
  public void onSocketBytes(long bytes) {
    leases.onSocketBytes(bytes);
  }

  @Override
  public PageReply answer(PageRequest request) {
    return parts.tab().answer(this, request);
  }
}
