package io.steelyard.run.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.spi.ExecutionProfile;
import io.steelyard.train.TrainingProfile;

import java.util.List;

/**
 * The last run of each function as a timeline: complete events of the Trace Event Format, which
 * chrome://tracing and Perfetto show. A function is a process; its kernel calls lie within the
 * scopes that they come from, and those within the run. Times are in microseconds from the
 * beginning of the run.
 *
 * @see <a
 *     href="https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU">Trace
 *     Event Format</a>
 */
final class ChromeTrace {
    private final ArrayNode events;
    private final ExecutionProfile profile;
    private final int process;

    private ChromeTrace(ArrayNode events, ExecutionProfile profile, int process) {
        this.events = events;
        this.profile = profile;
        this.process = process;
    }

    /** The text of the file. */
    static String text(TrainingProfile profile) {
        ObjectNode trace = new ObjectMapper().createObjectNode();
        trace.put("displayTimeUnit", "ms");
        ArrayNode events = trace.putArray("traceEvents");
        for (int i = 0; i < profile.functions().size(); i++) {
            new ChromeTrace(events, profile.functions().get(i), i + 1).function();
        }
        return trace.toString();
    }

    private void function() {
        ObjectNode name = events.addObject();
        name.put("ph", "M").put("name", "process_name").put("pid", process);
        name.putObject("args").put("name", profile.function());
        List<ExecutionProfile.Event> calls = profile.lastRun();
        if (calls.isEmpty()) {
            return;
        }
        call(calls.getFirst());
        List<String> open = List.of();
        for (int i = 1; i < calls.size(); ) {
            int next = i + 1;
            // Calls within a call are of its scope.
            while (next < calls.size() && calls.get(next).startNanos() < end(calls.get(i))) {
                next++;
            }
            List<String> scopes = scopes(calls.get(i));
            for (int depth = shared(open, scopes); depth < scopes.size(); depth++) {
                long until = lastEnd(calls, i, scopes.subList(0, depth + 1));
                long start = calls.get(i).startNanos();
                complete(String.join(".", scopes.subList(0, depth + 1)), "scope", start, until);
            }
            open = scopes;
            calls.subList(i, next).forEach(this::call);
            i = next;
        }
    }

    private static long end(ExecutionProfile.Event call) {
        return call.startNanos() + call.nanos();
    }

    /** The path of the first scope of a call, by its parts. */
    private List<String> scopes(ExecutionProfile.Event call) {
        List<String> scopes = profile.entries().get(call.entry()).scopes();
        return scopes.isEmpty() ? List.of() : List.of(scopes.getFirst().split("\\."));
    }

    private static int shared(List<String> one, List<String> other) {
        int depth = 0;
        while (depth < Math.min(one.size(), other.size())
                && one.get(depth).equals(other.get(depth))) {
            depth++;
        }
        return depth;
    }

    /** When the last of the calls ends that are in a scope without a pause. */
    private long lastEnd(List<ExecutionProfile.Event> calls, int first, List<String> scope) {
        long end = end(calls.get(first));
        for (ExecutionProfile.Event call : calls.subList(first, calls.size())) {
            if (call.startNanos() < end) {
                continue;
            }
            if (shared(scopes(call), scope) < scope.size()) {
                break;
            }
            end = end(call);
        }
        return end;
    }

    private void call(ExecutionProfile.Event call) {
        ExecutionProfile.Entry entry = profile.entries().get(call.entry());
        ObjectNode event = complete(entry.kernel(), "kernel", call.startNanos(), end(call));
        ObjectNode about = event.putObject("args");
        about.put("operations", String.join(" ", entry.operations()));
        about.put("scopes", String.join(" ", entry.scopes()));
        about.put("shapes", entry.shapes());
        about.put("floating_point_operations", entry.cost().floatingPointOperations());
        about.put("bytes", entry.cost().bytesRead() + entry.cost().bytesWritten());
    }

    private ObjectNode complete(String name, String category, long start, long end) {
        return events.addObject()
                .put("ph", "X")
                .put("name", name)
                .put("cat", category)
                .put("ts", start / 1e3)
                .put("dur", (end - start) / 1e3)
                .put("pid", process)
                .put("tid", 1);
    }
}
