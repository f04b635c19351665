package dev.tempo.server.tunnel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A page whose gate lets in with tickets that it makes, once each. */
public final class TestPage implements TunnelPage {
  private final String id;
  private final Set<String> tickets = ConcurrentHashMap.newKeySet();
  private final Set<String> cookies = ConcurrentHashMap.newKeySet();
  final AtomicLong requests = new AtomicLong();
  final AtomicLong socketBytes = new AtomicLong();
  volatile Optional<InetSocketAddress> script = Optional.empty();
  volatile Function<PageRequest, PageReply> own =
      request -> PageReply.Content.text(200, "text/plain", "own " + request.path());

  TestPage(String id) {
    this.id = id;
  }

  TestPage(String id, int port) {
    this(id);
    this.script = Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** A ticket that lets in once. */
  public String ticket() {
    String ticket = random();
    tickets.add(ticket);
    return ticket;
  }

  /** A cookie's value that lets in. */
  public String cookie() {
    String cookie = random();
    cookies.add(cookie);
    return cookie;
  }

  /** Lets nobody in any more. */
  void dismissAll() {
    cookies.clear();
  }

  private static String random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String cookieMark() {
    return id;
  }

  @Override
  public Optional<InetSocketAddress> script() {
    return script;
  }

  @Override
  public Optional<String> redeem(String ticket) {
    return tickets.remove(ticket) ? Optional.of(cookie()) : Optional.empty();
  }

  @Override
  public boolean admits(String cookie) {
    return cookies.contains(cookie);
  }

  @Override
  public void onRequest() {
    requests.incrementAndGet();
  }

  @Override
  public void onSocketBytes(long bytes) {
    socketBytes.addAndGet(bytes);
  }

  @Override
  public PageReply answer(PageRequest request) {
    return own.apply(request);
  }
}
