package dev.tempo.server.pages;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A browser that many tests use, one after the other: its keeper, a page which shows nothing, keeps
 * the process alive that has compiled the pages' modules.
 */
final class KeptContext {
  /** A page without an icon would have the browser ask for one. */
  static final Route.FulfillOptions NOTHING =
      new Route.FulfillOptions()
          .setContentType("text/html")
          .setBody("<!doctype html><title>Nothing</title><link rel=icon href=data:,>");

  private static final Set<KeptContext> OPENED = new HashSet<>();

  private final String origin;
  private final String url;
  private BrowserContext context;
  private Page keeper;

  /**
   * Makes one that is not open yet.
   *
   * @param origin that each test has stored something of: that of the keeper, which stores and
   *     forgets it without another page
   */
  KeptContext(String origin) {
    this.origin = origin;
    this.url = origin + "/nothing.html";
  }

  /** Has the pages of an origin store something; false if that takes a page. */
  static boolean store(BrowserContext context, String origin, String key, String value) {
    for (KeptContext kept : OPENED) {
      if (kept.is(context) && kept.isOpen() && kept.origin.equals(origin)) {
        kept.keeper.evaluate(
            "([key, value]) => localStorage.setItem(key, value)", List.of(key, value));
        return true;
      }
    }
    return false;
  }

  /** Opens it if that is needed. */
  BrowserContext open(Browser browser, Browser.NewContextOptions options) {
    if (!isOpen()) {
      context = browser.newContext(options);
      keeper = context.newPage();
      keeper.onCrash(Page::close);
      keeper.route(url, route -> route.fulfill(NOTHING));
      keeper.navigate(url);
      keeper.unroute(url);
      OPENED.add(this);
    }
    return context;
  }

  private boolean isOpen() {
    return keeper != null && !keeper.isClosed();
  }

  boolean is(BrowserContext other) {
    return context == other;
  }

  /** A window in the keeper's process; one that is opened as others are begins in its own. */
  Page newPage() {
    return context.waitForPage(() -> keeper.evaluate("() => { window.open('about:blank'); }"));
  }

  /** Closes all windows, and forgets what they have stored. */
  void clear() {
    if (!isOpen()) {
      return;
    }
    Set<String> others = new HashSet<>();
    for (Page open : context.pages()) {
      if (open != keeper) {
        open.frames().forEach(frame -> others.add(frame.url().replaceFirst("(//[^/]*).*", "$1")));
        open.close();
      }
    }
    keeper.evaluate("() => localStorage.clear()");
    others.remove(origin);
    if (!others.isEmpty()) {
      forget(others);
    }
    context.clearCookies();
    context.clearPermissions();
    context.unrouteAll();
    context.setOffline(false);
  }

  private void forget(Set<String> origins) {
    CDPSession devtools = context.newCDPSession(keeper);
    for (String one : origins) {
      JsonObject stored = new JsonObject();
      stored.addProperty("origin", one);
      stored.addProperty("storageTypes", "all");
      devtools.send("Storage.clearDataForOrigin", stored);
    }
    devtools.detach();
  }
}
