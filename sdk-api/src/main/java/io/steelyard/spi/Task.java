package io.steelyard.spi;

import java.io.IOException;
import java.nio.file.Path;

/** Something that models are trained for. How it trains is in the methods of each task. */
public interface Task {
    /** The registered id. */
    String id();

    /**
     * Loads a model that this task saved.
     *
     * @throws io.steelyard.error.SteelyardException {@code FILE_NOT_FOUND}, {@code INVALID_FILE} or
     *     {@code INCOMPATIBLE_CHECKPOINT}, naming the file and what is wrong with it
     */
    TrainedModel load(Path directory) throws IOException;
}
