package io.steelyard.tensorflow;

import io.steelyard.program.Function;
import io.steelyard.spi.ExportFormat;
import io.steelyard.spi.ExportedProgram;
import io.steelyard.tensorflow.internal.export.SavedModel;
import io.steelyard.tensorflow.internal.library.LibraryException;
import io.steelyard.tensorflow.internal.library.NativeLibrary;

import java.io.IOException;
import java.nio.file.Path;

/**
 * TensorFlow's SavedModel: {@code saved_model.pb} with the graph and one signature, {@code
 * serving_default}, whose inputs and outputs have the names of the function's; and {@code
 * variables/} with the state, under the names of its entries. Shapes are those of the function.
 *
 * <p>TensorFlow's native library writes it, whatever backend the model is on.
 */
public final class SavedModelFormat implements ExportFormat {
    @Override
    public String name() {
        return "saved-model";
    }

    @Override
    public void write(ExportedProgram program, Path directory) throws IOException {
        NativeLibrary.loadAsItIs();
        Function prepared = TensorFlowBackend.prepare(program.function(), true);
        try (SavedModel model = SavedModel.of(prepared, program.state())) {
            model.write(directory);
        } catch (LibraryException refusal) {
            throw TensorFlowBackend.refused(program.function(), refusal);
        }
    }
}
