package io.steelyard.spi;

import java.io.IOException;
import java.nio.file.Path;

/** A model with its parameters on a device, ready for use. */
public interface TrainedModel extends AutoCloseable {
    /**
     * Writes the directory that {@link Task#load} reads; either all of it is there afterwards or
     * nothing.
     */
    void save(Path directory) throws IOException;

    /** Gives device memory back. */
    @Override
    void close();
}
