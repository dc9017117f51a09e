using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A tree of named parameters, buffers and modules.</summary>
        public partial class Module : IDisposable
        {
            private readonly List<(string Name, Module Value)> modules_ = [];
            private readonly List<(string Name, Tensor Value)> buffers_ = [];
            private readonly List<(string Name, Parameter Value)> parameters_ = [];
            private bool registered;
            private bool disposed;

            protected string? name;

            protected Module(string name) => this.name = name;

            public virtual bool training { get; private set; } = true;

            public virtual string GetName() => name ?? GetType().Name;

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var (_, module) in modules_) module.train(train);
            }

            public virtual void eval() => train(false);

            /// <summary>
            /// Registers every field that holds a module, a parameter or any other tensor (as a buffer) under the field's
            /// name; the derived class's fields come before its base's. The second call does nothing.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (registered) return;
                foreach (var field in Fields(GetType()))
                {
                    if (IsRegistered(field.Name)) continue;
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(field.Name, module);
                            break;
                        case Parameter parameter:
                            register_parameter(field.Name, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(field.Name, tensor);
                            break;
                    }
                }
                registered = true;
            }

            /// <exception cref="ArgumentException">The name is empty or has a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (name.Contains('.')) throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (name.Length == 0) throw new ArgumentException("module name can't be empty string \"\"");
                if (modules_.Exists(m => m.Name == name)) throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                modules_.Add((name, submodule));
            }

            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (parameters_.Exists(p => p.Name == name)) throw new InvalidOperationException($"Parameter {name} is already registered.");
                parameters_.Add((name, param));
            }

            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (buffers_.Exists(b => b.Name == name)) throw new InvalidOperationException($"Tensor {name} is already registered.");
                buffers_.Add((name, tensor));
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || disposed) return;
                disposed = true;
                foreach (var (_, buffer) in buffers_) buffer.DetachFromDisposeScope().Dispose();
                foreach (var (_, parameter) in parameters_) parameter.DetachFromDisposeScope().Dispose();
                foreach (var (_, module) in modules_) module.Dispose();
            }

            private bool IsRegistered(string name) =>
                modules_.Exists(m => m.Name == name) || parameters_.Exists(p => p.Name == name) || buffers_.Exists(b => b.Name == name);

            private static IEnumerable<FieldInfo> Fields(Type type)
            {
                var seen = new HashSet<string>();
                for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
                    foreach (var field in level.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                        if (seen.Add(field.Name))
                            yield return field;
            }
        }
    }
}
