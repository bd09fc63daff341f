package io.steelyard.text.gpt2;

import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Model;

import java.util.Map;

/** Makes {@link Gpt2} models from a {@code config.json} with {@code model_type} "gpt2". */
public final class Gpt2Factory implements ArchitectureFactory {
    @Override
    public String modelType() {
        return Gpt2Configuration.MODEL_TYPE;
    }

    @Override
    public Model create(Map<String, Object> config) {
        return new Gpt2(Gpt2Configuration.fromMap(config));
    }
}
