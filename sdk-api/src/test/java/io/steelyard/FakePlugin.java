package io.steelyard;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Function;
import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.StateSpec;
import io.steelyard.spi.Task;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.TaskFactory;
import io.steelyard.spi.TaskName;
import io.steelyard.spi.TrainedModel;
import io.steelyard.tensor.DType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A plugin with a task and a backend that only remembers how it was made and whether it was closed.
 */
final class FakePlugin implements Plugin {
    static final TaskName<Echo> ECHO = new TaskName<>("echo", Echo.class);

    final List<FakeBackend> started = new ArrayList<>();
    private final String backendName;
    private final int preference;

    FakePlugin(String backendName, int preference) {
        this.backendName = backendName;
        this.preference = preference;
    }

    @Override
    public List<BackendFactory> backends() {
        return List.of(new Factory());
    }

    @Override
    public List<TaskFactory<?>> tasks() {
        return List.of(new EchoFactory());
    }

    private final class Factory implements BackendFactory {
        @Override
        public String name() {
            return backendName;
        }

        @Override
        public int preference() {
            return preference;
        }

        @Override
        public Backend create(Map<String, String> options) {
            if (options.containsKey("broken")) {
                throw new SteelyardException(
                        ErrorCode.BACKEND_UNSUPPORTED, "There is no device; add one.");
            }
            FakeBackend backend = new FakeBackend(backendName, options);
            started.add(backend);
            return backend;
        }
    }

    record Echo(TaskContext context) implements Task {
        @Override
        public String id() {
            return ECHO.id();
        }

        @Override
        public TrainedModel load(Path directory) {
            throw new SteelyardException(ErrorCode.FILE_NOT_FOUND, directory + " is not there.");
        }
    }

    private record EchoFactory() implements TaskFactory<Echo> {
        @Override
        public TaskName<Echo> taskName() {
            return ECHO;
        }

        @Override
        public Echo create(TaskContext context) {
            return new Echo(context);
        }
    }

    static final class FakeBackend implements Backend {
        final Map<String, String> options;
        boolean closed;
        private final String name;

        FakeBackend(String name, Map<String, String> options) {
            this.name = name;
            this.options = options;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities("nothing", Set.of(DType.F32), Set.of());
        }

        @Override
        public DeviceState allocate(StateSpec spec) {
            throw unsupported();
        }

        @Override
        public DeviceState allocate(StateSpec own, DeviceState shared) {
            throw unsupported();
        }

        @Override
        public Executable compile(Function function, CompileOptions options) {
            throw unsupported();
        }

        private static SteelyardException unsupported() {
            return new SteelyardException(ErrorCode.BACKEND_UNSUPPORTED, "It runs nothing.");
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
