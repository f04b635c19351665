package dev.tempo.schedule;

/** When something runs. */
public interface Schedule {}
