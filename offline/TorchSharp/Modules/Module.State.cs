using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() => modules_.Select(m => (m.Name, m.Value));

            public virtual IEnumerable<Module> children() => modules_.Select(m => m.Value);

            /// <summary>Own parameters first, then the children's with their names before a dot; no tensor twice.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<IntPtr> { IntPtr.Zero };
                foreach (var (name, parameter) in parameters_)
                    if (seen.Add(parameter.handle))
                        yield return (name, parameter);
                if (!recurse) yield break;
                foreach (var (child, module) in modules_)
                    foreach (var (name, parameter) in module.named_parameters())
                        if (seen.Add(parameter.handle))
                            yield return ($"{child}.{name}", parameter);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<IntPtr> { IntPtr.Zero };
                foreach (var (name, buffer) in buffers_)
                    if (seen.Add(buffer.handle))
                        yield return (name, buffer);
                if (!recurse) yield break;
                foreach (var (child, module) in modules_)
                    foreach (var (name, buffer) in module.named_buffers())
                        if (seen.Add(buffer.handle))
                            yield return ($"{child}.{name}", buffer);
            }

            /// <summary>Parameters and buffers by name: the tensors themselves, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Key(string name) => string.IsNullOrEmpty(prefix) ? name : $"{prefix}.{name}";
                foreach (var (name, parameter) in named_parameters()) destination.TryAdd(Key(name), parameter);
                foreach (var (name, buffer) in named_buffers()) destination.TryAdd(Key(name), buffer);
                return destination;
            }

            /// <summary>Copies values into the tensors of the same name.</summary>
            /// <exception cref="InvalidOperationException">strict, and the names are not the same on both sides.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                skip ??= [];
                var destination = state_dict();
                var unexpected = source.Keys.Where(key => !skip.Contains(key) && !destination.ContainsKey(key)).ToList();
                var missing = destination.Keys.Where(key => !skip.Contains(key) && !source.ContainsKey(key)).ToList();
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");
                using var _ = no_grad();
                foreach (var (key, value) in source)
                    if (!skip.Contains(key) && destination.TryGetValue(key, out var target))
                        target.copy_(value);
                return (missing, unexpected);
            }
        }
    }
}
