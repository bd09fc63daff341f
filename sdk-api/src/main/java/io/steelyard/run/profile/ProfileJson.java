package io.steelyard.run.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.spi.ExecutionProfile;
import io.steelyard.train.TrainingProfile;

import java.util.List;

/** A profile as a JSON object, for programs: every call site, with the times of all its calls. */
final class ProfileJson {
    private ProfileJson() {}

    /** The text of the file. */
    static String text(TrainingProfile profile) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("warm_up_steps", profile.warmUpSteps());
        json.put("steps", profile.steps());
        json.put("total_nanos", profile.totalNanos());
        json.put("data_nanos", profile.dataNanos());
        json.put("step_nanos", profile.stepNanos());
        json.put("host_nanos", profile.hostNanos());
        json.put("callback_nanos", profile.callbackNanos());
        ArrayNode functions = json.putArray("functions");
        profile.functions().forEach(function -> add(functions.addObject(), function));
        return json.toPrettyString() + "\n";
    }

    private static void add(ObjectNode json, ExecutionProfile function) {
        json.put("function", function.function());
        json.put("runs", function.runs());
        json.put("nanos", function.nanos());
        ArrayNode entries = json.putArray("entries");
        for (ExecutionProfile.Entry entry : function.entries()) {
            ObjectNode object = entries.addObject();
            object.put("kernel", entry.kernel());
            add(object.putArray("operations"), entry.operations());
            add(object.putArray("scopes"), entry.scopes());
            object.put("shapes", entry.shapes());
            object.put("calls", entry.calls());
            object.put("nanos", entry.nanos());
            object.put("least_nanos", entry.leastNanos());
            object.put("floating_point_operations", entry.cost().floatingPointOperations());
            object.put("bytes_read", entry.cost().bytesRead());
            object.put("bytes_written", entry.cost().bytesWritten());
        }
    }

    private static void add(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
