/**
 * What scripts of a group say of themselves: {@link dev.tempo.server.groups.metadata.HeaderReader}
 * reads their headers, {@link dev.tempo.server.groups.metadata.MetadataFile} the files of JSON
 * beside them, and {@link dev.tempo.server.groups.metadata.EffectiveMetadata} says what holds of
 * all that and where it comes from. Nothing here fails for what it reads: what is wrong becomes a
 * {@link dev.tempo.server.groups.metadata.MetadataWarning}.
 */
package dev.tempo.server.groups.metadata;
