package dev.tempo.python.environment;

import dev.tempo.internal.message.SubjectMessages;
import dev.tempo.internal.message.ValueMessages;
import dev.tempo.internal.text.UrlRedactor;
import dev.tempo.message.InvalidValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where packages come from. Immutable: each method that looks like a setter returns a changed copy.
 * Credentials in addresses are handed to the installer in its environment, never on a command line
 * that others can see, and are masked in every line that is shown.
 *
 * @param indexUrl the package index; empty for the installer's default
 * @param extraIndexUrls further indexes, all searched alike
 * @param findLinks directories or pages with wheels
 * @param proxy for http and https; empty for none
 * @param scope what else may be asked
 */
public record PipSettings(
    Optional<String> indexUrl,
    List<String> extraIndexUrls,
    List<String> findLinks,
    Optional<String> proxy,
    Scope scope) {

  /** What else may be asked beside what is set here. */
  public enum Scope {
    /** What is not set here is as pip's own files and variables on this machine say. */
    MACHINE,
    /** pip's own files and variables on this machine are passed over. */
    ONLY_THESE,
    /** No index at all, only {@link PipSettings#findLinks} and local addresses. */
    OFFLINE
  }

  /** Nothing set: as pip is set up on this machine. */
  public static final PipSettings MACHINE =
      new PipSettings(Optional.empty(), List.of(), List.of(), Optional.empty(), Scope.MACHINE);

  private static final Pattern BLANK = Pattern.compile("\\s");

  /**
   * Checks the values.
   *
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if an address is none or holds a blank, which pip would take
   *     for two
   */
  public PipSettings {
    Objects.requireNonNull(indexUrl, "indexUrl");
    Objects.requireNonNull(extraIndexUrls, "extraIndexUrls");
    Objects.requireNonNull(findLinks, "findLinks");
    Objects.requireNonNull(proxy, "proxy");
    Objects.requireNonNull(scope, "scope");
    indexUrl.ifPresent(url -> checkAddress("The index URL", url));
    extraIndexUrls.forEach(url -> checkAddress("The extra index URL", url));
    proxy.ifPresent(url -> checkAddress("The proxy", url));
    findLinks.forEach(place -> checkText("The place of wheels", place));
    extraIndexUrls = List.copyOf(extraIndexUrls);
    findLinks = List.copyOf(findLinks);
  }

  private static void checkAddress(String what, String url) {
    checkText(what, url);
    try {
      if (new URI(url).getScheme() == null) {
        throw new InvalidValueException(
            ValueMessages.URL_SCHEME.of(SubjectMessages.of(what), UrlRedactor.mask(url)));
      }
    } catch (URISyntaxException e) {
      throw new InvalidValueException(
          ValueMessages.URL.of(SubjectMessages.of(what), UrlRedactor.mask(url), e.getReason()));
    }
  }

  private static void checkText(String what, String text) {
    if (text.isEmpty() || BLANK.matcher(text).find()) {
      throw new InvalidValueException(
          ValueMessages.BLANKS.of(SubjectMessages.of(what), UrlRedactor.mask(text)));
    }
  }

  /**
   * Returns a copy with this index in the place of the default one.
   *
   * @throws NullPointerException if it is null
   */
  public PipSettings withIndexUrl(String url) {
    Objects.requireNonNull(url, "url");
    return new PipSettings(Optional.of(url), extraIndexUrls, findLinks, proxy, scope);
  }

  /**
   * Returns a copy with one index more.
   *
   * @throws NullPointerException if it is null
   */
  public PipSettings withExtraIndexUrl(String url) {
    Objects.requireNonNull(url, "url");
    return new PipSettings(indexUrl, with(extraIndexUrls, url), findLinks, proxy, scope);
  }

  /**
   * Returns a copy with one place of wheels more: a directory, or a page's address.
   *
   * @throws NullPointerException if it is null
   */
  public PipSettings withFindLinks(String place) {
    Objects.requireNonNull(place, "place");
    return new PipSettings(indexUrl, extraIndexUrls, with(findLinks, place), proxy, scope);
  }

  /**
   * Returns a copy with this proxy.
   *
   * @throws NullPointerException if it is null
   */
  public PipSettings withProxy(String url) {
    Objects.requireNonNull(url, "url");
    return new PipSettings(indexUrl, extraIndexUrls, findLinks, Optional.of(url), scope);
  }

  /** Returns a copy that asks something else beside what is set here. */
  public PipSettings withScope(Scope scope) {
    return new PipSettings(indexUrl, extraIndexUrls, findLinks, proxy, scope);
  }

  private static List<String> with(List<String> list, String added) {
    List<String> longer = new ArrayList<>(list);
    longer.add(added);
    return longer;
  }

  /** Without credentials. */
  @Override
  public String toString() {
    return UrlRedactor.mask(
        String.format(
            Locale.ROOT,
            "PipSettings[indexUrl=%s, extraIndexUrls=%s, findLinks=%s, proxy=%s, scope=%s]",
            indexUrl.orElse("-"),
            extraIndexUrls,
            findLinks,
            proxy.orElse("-"),
            scope));
  }
}
