package io.steelyard.testkit.toy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Task;
import io.steelyard.spi.TrainedModel;

import java.nio.file.Path;

/** A task that never saved anything. */
public class ToyTask implements Task {
    @Override
    public String id() {
        return "toy";
    }

    @Override
    public TrainedModel load(Path directory) {
        throw new SteelyardException(
                ErrorCode.FILE_NOT_FOUND, directory + " holds no model; train one.");
    }
}
