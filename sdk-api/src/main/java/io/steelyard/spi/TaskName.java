package io.steelyard.spi;

/**
 * The registered name of a task, with its type: {@code sdk.task(TextGeneration.TASK)}.
 *
 * @param id as it stands in saved models and on the command line: {@code "text-generation"}
 */
public record TaskName<T extends Task>(String id, Class<T> type) {}
