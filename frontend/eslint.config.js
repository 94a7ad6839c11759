import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import ts from 'typescript-eslint'

const browser = Object.fromEntries(
  ['window', 'document', 'navigator', 'localStorage', 'fetch', 'crypto', 'URL', 'console'].map((name) => [
    name,
    'readonly',
  ]),
)

export default ts.config(
  { ignores: ['dist', 'screens', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  ...accessibility.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    languageOptions: { globals: { ...browser, process: 'readonly' } },
    rules: {
      // TypeScript knows better which names there are.
      'no-undef': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': 'error',
      'vue/define-props-declaration': 'error',
      'vue/no-v-html': 'error',
      'vue/prefer-true-attribute-shorthand': 'error',
      // A style attribute in markup that is set as text is refused by our Content-Security-Policy.
      'vue/no-static-inline-styles': 'error',
      // Labels here always name their field by `for`; nesting on top of it reads twice in some screen readers.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      // Our own TextInput and its like bring their label along.
      'vuejs-accessibility/form-control-has-label': 'error',
    },
  },
  { files: ['scripts/**', 'tests/browser/**'], rules: { 'no-console': 'off' } },
  prettier,
)
