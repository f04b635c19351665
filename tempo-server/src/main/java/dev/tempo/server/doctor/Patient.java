package dev.tempo.server.doctor;

import dev.tempo.server.settings.SettingValues;
import dev.tempo.store.jdbc.StoreProvider;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An installation that does not run.
 *
 * @param directory where everything is kept
 * @param database the file of the database
 * @param stores copies and checks databases
 * @param settings what holds; empty if that cannot be read
 */
public record Patient(
    Path directory, Path database, StoreProvider stores, Optional<SettingValues> settings) {}
