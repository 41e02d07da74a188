;;; integration-manifest.el --- Botpress integration manifests  -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; A major mode for integration manifests, and the eglot configuration of their language server.  It is a
;; separate mode, so that JSON servers do not report the same errors a second time.

;;; Code:

(require 'conf-mode)
(require 'eglot)
(require 'js)

(defcustom integration-manifest-server "integration-manifest-ls"
  "The language server's program."
  :type 'string
  :group 'eglot)

;;;###autoload
(define-derived-mode integration-manifest-mode js-mode "Manifest"
  "Major mode for Botpress integration manifests."
  ;; Eglot sends these to the server as the formatting options.
  (setq-local js-indent-level 2
              tab-width 2
              indent-tabs-mode nil))

;;;###autoload
(add-to-list 'auto-mode-alist
             '("\\(?:/\\|\\.\\)integration\\.jsonc?\\'" . integration-manifest-mode))

;;;###autoload
(define-derived-mode integration-manifest-settings-mode conf-toml-mode "Manifest-Settings"
  "Major mode for `integration-manifest.toml', the settings of the language server.")

;;;###autoload
(add-to-list 'auto-mode-alist
             '("/integration-manifest\\.toml\\'" . integration-manifest-settings-mode))

;; One server handles both modes.
(add-to-list 'eglot-server-programs
             `((integration-manifest-mode integration-manifest-settings-mode)
               . ,(lambda (&rest _) (list integration-manifest-server))))

(defun integration-manifest-validate (&optional force)
  "Validate the text of the buffer with the Botpress API.
The server reads BP_TOKEN and BP_WORKSPACE_ID from its environment.
With a prefix argument FORCE, the manifest is sent even if it has errors."
  (interactive "P")
  (let ((server (or (eglot-current-server) (user-error "No server is running here")))
        (argument (append (eglot--TextDocumentIdentifier) (and force '(:force t)))))
    ;; Send pending changes first.
    (eglot--signal-textDocument/didChange)
    (jsonrpc-async-request server :workspace/executeCommand
                           `(:command "integrationManifest.validate" :arguments [,argument])
                           :timeout 300
                           :error-fn (lambda (err) (message "%s" (plist-get err :message)))
                           :success-fn #'ignore)))

(provide 'integration-manifest)
;;; integration-manifest.el ends here
