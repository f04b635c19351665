package dev.tempo.testkit;

import java.lang.reflect.AnnotatedElement;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Makes the fixture of a test when a parameter asks for it, and closes it after the test. {@link
 * TempoTest} registers it.
 */
public final class TempoExtension implements ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(TempoExtension.class);

  /** For JUnit. */
  public TempoExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return context.getTestMethod().isPresent()
        && (type == TempoFixture.class || type == VirtualClock.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TempoFixture fixture = fixture(context);
    return parameter.getParameter().getType() == VirtualClock.class ? fixture.clock() : fixture;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    TempoFixture fixture =
        context.getStore(NAMESPACE).remove(context.getUniqueId(), TempoFixture.class);
    if (fixture != null) {
      fixture.close();
    }
  }

  private static TempoFixture fixture(ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    TempoFixture known = store.get(context.getUniqueId(), TempoFixture.class);
    if (known != null) {
      return known;
    }
    TempoFixture made = TempoFixture.at(start(context));
    store.put(context.getUniqueId(), made);
    return made;
  }

  private static Instant start(ExtensionContext context) {
    String text = annotation(context).map(TempoTest::startingAt).orElse("2026-01-01T00:00:00Z");
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new ExtensionConfigurationException(
          "@TempoTest(startingAt) is an instant such as 2026-03-28T12:00:00Z, but got '"
              + text
              + "'",
          e);
    }
  }

  /** That of the test's class, or of a class around it. */
  private static Optional<TempoTest> annotation(ExtensionContext context) {
    Class<?> type = context.getRequiredTestClass();
    while (type != null) {
      TempoTest found = ((AnnotatedElement) type).getAnnotation(TempoTest.class);
      if (found != null) {
        return Optional.of(found);
      }
      type = type.getEnclosingClass();
    }
    return Optional.empty();
  }
}
